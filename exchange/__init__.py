"""Other tools' files in, documents out."""
