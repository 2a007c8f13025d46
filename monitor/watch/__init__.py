"""The watch: a catalogue of sources, a polite client, the discovery of releases, and one round over what is due."""
