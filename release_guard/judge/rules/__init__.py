"""The rules: plain functions from facts to findings, one family of codes a module."""
