"""Files that others read and write: one module per format, `read` and/or `write`."""
