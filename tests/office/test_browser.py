"""The office as it is really served, in a real browser: first sign-in, lock with drafts, rights."""

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import time
from urllib.request import urlopen

import pytest
from playwright.sync_api import sync_playwright

from office.staff import WORD

GENGHENG = (sys.executable, "-m", "gengheng.cli.main")


def environment():
    held = {
        k: v
        for k, v in os.environ.items()
        if k not in {"GENGHENG_OFFICE", "DJANGO_SETTINGS_MODULE"}
    }
    return {**held, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"}


def made(folder, role, login):
    """Make a first administrator by the command; return the password that it prints."""
    words = (
        *GENGHENG,
        "admin",
        "--home",
        folder,
        "--role",
        role,
        "--login",
        login,
        "--name",
        f"{role}甲",
    )
    said = subprocess.run(
        words, env=environment(), capture_output=True, encoding="utf-8", check=True
    )
    return said.stdout.strip().rpartition("：")[2]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """An office with its three administrators, served on a port of its own."""
    folder = str(tmp_path_factory.mktemp("served"))
    words = {
        login: made(folder, role, login)
        for login, role in (
            ("sys01", "系统管理员"),
            ("sec01", "安全管理员"),
            ("aud01", "审计管理员"),
        )
    }
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = subprocess.Popen(
        (*GENGHENG, "serve", "--home", folder, "--port", str(port)), env=environment(),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    place = f"http://127.0.0.1:{port}"
    for _ in range(120):
        try:
            with urlopen(f"{place}/alive", timeout=2) as answer:  # noqa: S310
                assert answer.read() == b"ok"
                break
        except OSError:
            time.sleep(0.25)
    yield place, words
    running.terminate()
    running.wait(20)


@pytest.fixture(scope="module")
def browser():
    """Chromium, which the tests need: without it they fail, they do not skip."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or "chromium"
    with sync_playwright() as play:
        one = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield one
        one.close()


def opened(browser, place, login, word):
    """A window of 1366×768, signed in; whatever the page complains of is collected."""
    window = browser.new_context(viewport={"width": 1366, "height": 768})
    page, said = window.new_page(), []
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on(
        "request",
        lambda asked: (
            said.append(asked.url) if not asked.url.startswith((place, "data:")) else None
        ),
    )
    page.goto(f"{place}/登录")
    page.fill("[name=username]", login)
    page.fill("[name=password]", word)
    page.click("main button.go")
    return page, said


def renewed(page, place, word):
    """Change the password for one sign-in, as the page asks."""
    for name, value in (("old", word), ("new", WORD), ("again", WORD)):
        page.fill(f"[name={name}]", value)
    page.click("main button.go")
    page.wait_for_url(f"{place}/")


def from_the_first_sign_in_to_a_post_and_its_line(place, words, browser):
    """Three administrators change their passwords; one makes an account, one gives a post."""
    pages = {}
    for login, first in words.items():
        page, said = opened(browser, place, login, first)
        assert "首次登录" in page.inner_text("main")
        renewed(page, place, first)
        pages[login] = page, said
    system, security, log = (pages[login][0] for login in ("sys01", "sec01", "aud01"))
    assert "系统管理员甲 · 系统管理员" in system.inner_text(".who")
    system.goto(f"{place}/单位")
    for name, value in (("code", "150899101"), ("name", "渠首镇"), ("region", "150899101")):
        system.fill(f"main [name={name}]", value)
    system.select_option("[name=kind]", "reporting")
    system.click("main button.go")
    system.goto(f"{place}/人员")
    system.fill("main [name=login]", "qs01")
    system.fill("main [name=name]", "填报员甲")
    system.select_option("[name=unit]", label="渠首镇")
    system.click("main button.go")
    assert "qs01 已建" in system.inner_text(".good")
    word = system.inner_text(".once")
    assert system.input_value("main [name=name]") == ""
    security.goto(f"{place}/岗位/qs01")
    security.select_option("[name=role]", "苏木镇")
    security.click("main button.go")
    assert "安全管理员甲" in security.inner_text("table")
    log.goto(f"{place}/操作记录")
    assert "授予岗位" in log.inner_text("table")
    log.goto(f"{place}/操作记录/核验")
    assert "首尾相接，无一处改动" in log.inner_text(".good")
    for page, said in pages.values():
        assert said == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 1366
        page.context.close()
    return word


def a_township_brings_files(place, browser, word, tmp_path):
    """In pieces; broken off it goes on; the same again is none; the worker reads all once more."""
    large = tmp_path / "影像.tif"
    large.write_bytes(os.urandom(20_000_000))
    page, said = opened(browser, place, "qs01", word)
    renewed(page, place, word)
    page.goto(f"{place}/原件")
    page.route("**/offset=16777216*", lambda route: route.abort())
    page.route("**?offset=16777216", lambda route: route.abort())
    page.set_input_files("#files", large)
    page.locator("#progress .refuse").wait_for()
    page.unroute_all()
    said.clear()  # the broken line was ours
    page.goto(f"{place}/原件")
    sent = []
    page.on("request", lambda asked: sent.append(asked.url) if "offset=" in asked.url else None)
    for answer in ("已封存", "已有同样的文件"):
        page.set_input_files("#files", [])
        page.set_input_files("#files", large)
        page.get_by_text(answer).wait_for()
    assert sent[0].endswith("offset=16777216")
    page.goto(f"{place}/原件")
    assert page.locator("tbody tr").count() == 1
    assert hashlib.sha256(large.read_bytes()).hexdigest()[:16] in page.inner_text("tbody")
    page.goto(f"{place}/任务")
    page.click("text=核对全部原件")
    for _ in range(60):
        if "逐字节相同" in page.inner_text("tbody"):
            break
        time.sleep(0.5)
        page.reload()
    assert "1件原件与收到时逐字节相同" in page.inner_text("tbody")
    assert said == []
    page.context.close()


def what_was_typed_waits_behind_the_lock(place, browser):
    """A page left half written is locked, and as it was after the password."""
    page, said = opened(browser, place, "sys01", WORD)
    page.goto(f"{place}/人员")
    page.fill("main [name=name]", "没有写完")
    page.click(".who a")
    assert "已锁定" in page.inner_text("main")
    page.goto(f"{place}/单位")
    assert "已锁定" in page.inner_text("main")
    page.fill("[name=password]", WORD)
    page.click("main button.go")
    page.wait_for_url("**/%E5%8D%95%E4%BD%8D")
    page.goto(f"{place}/人员")
    assert page.input_value("main [name=name]") == "没有写完"
    assert said == []
    page.context.close()


def a_page_of_another_role_is_refused(place, browser):
    """What a role cannot use is not in its menu, and refused by its address."""
    page, _ = opened(browser, place, "sec01", WORD)
    assert page.locator("nav a").all_inner_texts() == ["我", "岗位"]
    page.goto(f"{place}/操作记录")
    assert "本页不对您开放，已留痕" in page.inner_text("main")
    page.context.close()


def test_the_first_days_of_an_office(served, browser, tmp_path):
    place, words = served
    word = from_the_first_sign_in_to_a_post_and_its_line(place, words, browser)
    a_township_brings_files(place, browser, word, tmp_path)
    what_was_typed_waits_behind_the_lock(place, browser)
    a_page_of_another_role_is_refused(place, browser)
