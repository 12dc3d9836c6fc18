"""warcio (Apache-2.0) and FastWARC (Apache-2.0): every record of an archive read to its end, nothing checked.

usage: peer_warc.py PROGRAM ARCHIVE     prints records, bytes as they lie in the file, seconds of processor time
"""

import os
import sys
import time


def warcio(path):
    from warcio.archiveiterator import ArchiveIterator
    with open(path, "rb") as file:
        for record in ArchiveIterator(file):
            record.content_stream().read()
            yield record


def fastwarc(path):
    from fastwarc.warc import ArchiveIterator
    with open(path, "rb") as file:
        for record in ArchiveIterator(file, parse_http=False):
            record.reader.read()
            yield record


program, path = sys.argv[1:]
start = time.process_time()
records = sum(1 for _ in {"warcio": warcio, "fastwarc": fastwarc}[program](path))
print(records, os.path.getsize(path), f"{time.process_time() - start:.4f}", sep="\t")
