"""Tables of the vault."""
