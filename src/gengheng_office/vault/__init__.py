"""原件: what users bring, kept by SHA-256, never altered; whole or not at all."""
