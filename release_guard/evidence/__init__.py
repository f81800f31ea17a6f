"""Record files on disk and in trees, digests of artifacts, OpenSSH signatures, and the machine's policy files."""
