"""PURE: the record and its rules. No clock, no files, no SQL, no printing; standard library only."""
