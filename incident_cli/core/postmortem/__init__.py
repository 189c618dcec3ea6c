"""An incident -> its post-mortem as values: generated blocks, and places to write by hand. Pure.

`values` are what a document consists of, `blocks` the blocks that the record tells, `figures` and `timeline` the longer
ones among them, `builtin` the templates that come with the program: which blocks stand under which headings. How a
document is written out is said in `formats/markdown.py`.

A generated block has a name, so that it can be written anew in a document that people have worked on; everything else
is theirs. A public sheet (`Sheet.public`) gives public blocks: without notes, commands, people and severity.
"""
