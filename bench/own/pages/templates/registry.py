"""The list of templates, in their order. Every third is held out while the reader is tuned."""

PAGES = []


def page(name, times=1, charset="utf-8", declared=True):
    def add(make):
        PAGES.append({"name": name, "make": make, "times": times, "charset": charset, "declared": declared})
        return make
    return add
