"""Reading and writing mail: bytes in, values out, and back. Pure."""
