import release_guard
from release_guard.judge import catalogue
from release_guard.wiring import crash


def _report() -> str:
    try:
        raise ValueError("token hf_secret in weights of a stranger")
    except ValueError as error:
        return crash.report(error)


def test_our_own_bug_is_rg001_with_versions_to_paste() -> None:
    report = _report()
    assert report.startswith("release-guard: RG001 internal-error: ")
    assert f"release-guard {release_guard.__version__}, Python " in report
    assert "ValueError" in report


def test_report_of_a_bug_holds_no_message_of_the_error() -> None:
    assert "hf_secret" not in _report()
    assert "stranger" not in _report()


def test_report_of_a_bug_names_our_own_lines_and_their_cause() -> None:
    try:
        try:
            catalogue.entry("RG999")
        except KeyError as error:
            raise RuntimeError("outer") from error
    except RuntimeError as error:
        report = crash.report(error)
    assert "because of KeyError" in report
    assert "release_guard.judge.catalogue:" in report
