"""What the office adds to the command line: serve it, and make its first administrators.

Django reads its settings once, when it is first imported, and they lie in the folder that the line
names; so the office is imported only after the line was read.
"""

import importlib
import os
import threading
from pathlib import Path
from types import ModuleType

from gengheng.casework.tables import APART
from gengheng.cli.verb import Given, Options, Verb
from gengheng.records.person import Role
from gengheng_office.project.home import VARIABLE

HANDLERS = "gengheng_office.project.handlers"


def opened(folder: Path) -> None:
    """Open the office in a folder; its tables are made or brought up to date."""
    os.environ[VARIABLE] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "gengheng_office.project.settings"
    importlib.import_module("django").setup()
    _module("django.core.management").call_command("migrate", verbosity=0)


def _module(name: str) -> ModuleType:
    """Return a module that needs an open office."""
    return importlib.import_module(name)


def _place(options: Options) -> None:
    options.add_argument(
        "--home", type=Path, default=Path("office"), help="办公目录，默认为当前文件夹下的 office"
    )


def _serving(options: Options) -> None:
    _place(options)
    options.add_argument("--port", type=int, default=8000, help="端口，默认8000")


def _serve(given: Given) -> int:
    """Serve until interrupted, on this machine alone."""
    opened(given.home)
    application = _module("gengheng_office.project.wsgi").application
    server = _module("waitress").create_server(application, host="127.0.0.1", port=given.port)
    print(f"耕衡办公：http://127.0.0.1:{given.port}/　Ctrl+C 停止", flush=True)
    stop = threading.Event()
    work, handlers = _module("gengheng_office.jobs.worker").work, _module(HANDLERS).HANDLERS
    worker = threading.Thread(target=work, args=(handlers, stop))
    worker.start()
    try:
        server.run()
    finally:
        stop.set()
        worker.join()
    return 0


def _who(options: Options) -> None:
    _place(options)
    options.add_argument("--role", required=True, choices=list(map(str, APART)), help="岗位")
    options.add_argument("--login", required=True, help="账号，字母或数字")
    options.add_argument("--name", default="", help="姓名，新建时要写")
    options.add_argument(
        "--reset", action="store_true", help="重置这个管理员的口令，动态口令重新启用"
    )


def _admin(given: Given) -> int:
    """Make the first holder of one of the three administrators and print a password, once."""
    opened(given.home)
    actions, role = _module("gengheng_office.org.actions"), Role(given.role)
    if given.reset:
        word, done = actions.renew(role, given.login), "口令已重置"
    else:
        word, done = actions.first(role, given.login, given.name), "已建"
    print(f"{role} {given.login} {done}。首次登录口令，只显示这一次：{word}")
    return 0


VERBS = (
    Verb("serve", "启动办公网页（本机）", _serving, _serve),
    Verb("admin", "建立首任系统、安全、审计管理员（各一次），或重置其口令", _who, _admin),
)
