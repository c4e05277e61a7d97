"""How much of a file is read, and the one way in which a file is refused.

Where a limit is not Contamos' own it says whose it is. Together they bound a hostile file to some
60 MB of memory here, `MOST_MEMORY` in the process that opens workbooks, and 30 seconds.
"""

from db.errors import Refused

MOST_TEXT = 1_000_000_000  # bytes of a text file, unpacked
MOST_ROWS = 2_000_000  # of a file, blank ones too
MOST_COLUMNS = 1_000
MOST_CELLS = 100_000_000  # of a text; a million rows of ControlShift have 45 million
MOST_LINES = 10_000_000  # of a text; a cell may have several
MOST_LINE = 1_000_000  # characters
MOST_CELL = 131_072  # characters; Python's csv module stops there, Excel's cells at 32,767

MOST_WORKBOOK = 50_000_000  # bytes of an XLSX, XLS or ODS
MOST_UNPACKED = 400_000_000  # bytes of one, unpacked; a bigger table belongs in a CSV
MOST_MEMORY = 500_000_000  # bytes of address space of the process that opens one
MOST_SECONDS = 25  # that it may take to open one
MOST_SHEETS = 20

MOST_RATIO = 200  # unpacked over packed; tables reach 50, bombs 1,000
ALWAYS_UNPACKED = 10_000_000  # bytes; below, the ratio says nothing
MOST_DIRECTORY = 1_000_000  # bytes of a zip's list of contents


class Unreadable(Refused):
    """The file can't be read; `message` says why, and what to do."""
