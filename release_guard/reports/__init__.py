"""One module an output; each is a function of decisions."""
