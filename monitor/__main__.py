"""`python -m monitor` is the command `yosan-watch`."""

from monitor.cli import main

main()
