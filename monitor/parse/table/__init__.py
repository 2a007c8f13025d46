"""Tables of a document as a budget's reader sees them: what each column is, and whether its figures say so too."""
