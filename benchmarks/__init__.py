"""How fast the house works: each figure beside a peer that does only the bare minimum, in the same run, on releases made here."""
