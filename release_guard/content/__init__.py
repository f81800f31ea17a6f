"""Says what a file is: category, references to weights elsewhere, and capabilities hinted at. Bytes in, values out."""
