"""The commands of EXPORT.md, one module an area. `monitor.cli` puts them together."""
