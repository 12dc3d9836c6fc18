"""What the package does, on texts of its own."""

import datetime
import json
import pickle
import warnings

import pytest

import marsad

ATTACK = "قتل خمسة مدنيين أمس في قصف مدفعي على بلدة معارة النعسان بريف إدلب"


def test_a_text_gives_reports_whose_words_stand_in_it():
    (coded,) = marsad.code([{"id": 7, "text": ATTACK, "published": datetime.date(2022, 4, 5)}])
    assert coded["id"] == 7
    (report,) = [r for r in coded["reports"] if r["counts"]]
    assert (report["type"], report["counts"][0]["max"]) == ("ASSAULT", 5)
    full = "\n\n" + ATTACK
    for quote in [report["trigger"], report["evidence"], *report["places"], *report["counts"]]:
        assert full[quote["start"] : quote["end"]] == quote["text"]
    assert report["date"]["from"] == "2022-04-04"


def test_what_is_wrong_with_one_document_is_said_and_the_others_go_on():
    good, empty, day = marsad.code([ATTACK, {"id": "x"}, {"id": "y", "text": ATTACK, "published": "soon"}])
    assert good["reports"]
    assert empty["id"] == "x" and "text" in empty["error"]
    assert day["id"] == "y" and "2022-03-23" in day["error"]
    with pytest.raises(TypeError, match="document 1"):
        marsad.code([ATTACK, 5])
    with pytest.raises(ValueError, match="threads"):
        marsad.code([ATTACK], threads=0)


def test_nothing_and_null_are_texts_without_reports():
    assert [c["reports"] for c in marsad.code(["", None, " \n "])] == [[], [], []]
    assert marsad.code([]) == []
    with pytest.raises(TypeError, match=r"code\(\[text\]\)"):
        marsad.code(ATTACK)
    with pytest.raises(TypeError, match="document 0 .*float.*leave it out"):
        marsad.code([float("nan")])


def test_a_text_beyond_bounds_is_refused_and_the_next_is_coded():
    long, good = marsad.code(["كلمة " * 200_001, ATTACK])
    assert "longer than 1000000" in long["error"] and good["reports"]


def test_spans_count_what_python_counts_beyond_the_basic_plane():
    document = {"title": "🔴 عاجل 🇸🇾", "text": f"𝔘 {ATTACK}"}
    (coded,) = marsad.code([document])
    full = document["title"] + "\n\n" + document["text"]
    quotes = [q for r in coded["reports"] for q in [r["trigger"], r["evidence"], *r["places"], *r["counts"]]]
    assert quotes and all(full[q["start"] : q["end"]] == q["text"] for q in quotes)


def test_a_document_that_could_not_be_read_is_handed_on():
    (coded,) = marsad.code([{"id": "p", "error": "no page"}])
    assert coded == {"id": "p", "error": "no page"}


def test_a_forked_process_codes_too():
    import multiprocessing

    marsad.code([ATTACK] * 8, threads=2)
    with multiprocessing.get_context("fork").Pool(1) as pool:
        assert pool.apply_async(_count, ([ATTACK] * 8,)).get(timeout=60) == 8


def _count(texts):
    return sum(bool(c["reports"]) for c in marsad.code(texts, threads=2))


def test_threads_and_order_do_not_matter():
    texts = [f"{ATTACK} رقم {n}" for n in range(60)]
    assert marsad.code(texts, threads=1) == marsad.code(texts, threads=4)


def test_a_lexicon_of_ones_own_is_laid_over_and_its_faults_are_named(tmp_path):
    folder = tmp_path / "lexicon" / "ar"
    folder.mkdir(parents=True)
    (folder / "titles.tsv").write_text("nonsense\twithout\tany\tsense\tat\tall\n", encoding="utf-8")
    with pytest.raises(ValueError, match="titles.tsv"):
        marsad.Coder(tmp_path)
    with pytest.raises(ValueError, match="no such folder"):
        marsad.Coder(tmp_path / "nowhere")
    assert marsad.Coder().lexicon.startswith("sha256:")


def test_a_coder_goes_through_pickle():
    coder = pickle.loads(pickle.dumps(marsad.default()))
    assert coder.code([ATTACK]) == marsad.code([ATTACK])


def test_coding_leaves_the_interpreter_free():
    import threading

    turns, stop = [0], threading.Event()

    def count():
        while not stop.is_set():
            turns[0] += 1

    other = threading.Thread(target=count)
    other.start()
    before = turns[0]
    marsad.code([ATTACK] * 400, threads=1)
    during = turns[0] - before
    stop.set()
    other.join()
    assert during > 1000, "another thread runs while texts are coded"


def test_the_documented_example_holds():
    import doctest

    import marsad._coder

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert doctest.testmod(marsad).failed == 0
    json.dumps(marsad.code([ATTACK]))
