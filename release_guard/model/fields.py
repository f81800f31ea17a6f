"""The keys of the files that people write, as data: one source for the schema, the checks, the digests and the docs."""

#: The keys of bound sections that a review doesn't bind: they are judged at their present value (formats.md).
UNBOUND = {
    "mitigation": frozenset({"status"}),
    "timing": frozenset({"review_by"}),
    "distribution": frozenset({"tier"}),
}
