"""Tables of units and people."""
