"""An operation page of a hosting provider, as plain text, read and written.

A header (`Title`, `ID`, `State`, `Beginning date`, `End date`, `Affected servers`), then the posts: a line that is a
date and a time alone, a blank line, the text in paragraphs. The page names no zone, so whoever reads it says which one.

A page that was read is written again byte for byte: what its layout is goes into `Portable.raw` (`layout.py`), never a
text. A line of a text that would be read as the date of a post, or as what stands between two pages, is written with a
space before it, and loses one space when it is read.
"""

from incident_cli.formats.page.reader import looks, read
from incident_cli.formats.page.writer import write

__all__ = ["looks", "read", "write"]
