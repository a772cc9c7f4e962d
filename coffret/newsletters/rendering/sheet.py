"""The style sheet of letters: what css-inline writes on each element, and what stays a sheet for the readers that know it.

One column of 600 px, the site's colours (css/02-tokens.css) and its type with system fallbacks. Nothing that Gmail,
Outlook, Apple Mail, Orange or Thunderbird would show wrong: what they lack is decoration.
"""

PAPER, INK, MUTED, LINE, SUNK, ENAMEL, BRASS = (
    "#fbf9f5",
    "#1c1a17",
    "#544e46",
    "#e4ded3",
    "#f3efe7",
    "#1f3f8f",
    "#b08d57",
)
GREEN, AMBER, RED = "#1e6b43", "#8a5a00", "#a3201d"
SERIF = "Spectral,Georgia,'Times New Roman',serif"
SANS = "'Atkinson Hyperlegible Next','Segoe UI',Helvetica,Arial,sans-serif"

# Written on the elements. What is inherited is written once, on the page.
INLINED = f"""
body{{margin:0;padding:0;background-color:{PAPER}}}
.page{{padding:28px 0 40px;background-color:{PAPER};color:{INK};font-family:{SERIF};font-size:17px;line-height:1.55}}
.column{{max-width:552px;margin:0 auto;padding:0 24px;text-align:left}}
.preheader{{display:none;max-height:0;overflow:hidden;font-size:14px;line-height:1px}}
.sans{{font-family:{SANS}}}
.small{{font-size:14px;line-height:1.5}}
.muted{{color:{MUTED}}}
a{{color:{ENAMEL};text-decoration:underline}}
p{{margin:0 0 16px}}
.mast{{margin:0 0 24px;padding:0 0 12px;border-bottom:1px solid {LINE}}}
h1{{margin:0 0 20px;font-size:32px;line-height:1.2;font-weight:400}}
.head{{margin:48px 0 0;border-top:1px solid {LINE}}}
h2{{margin:28px 0 8px;font-size:22px;line-height:1.3;font-weight:400}}
.head h2{{display:inline-block;margin:-1px 0 20px;padding:14px 0 0;border-top:3px solid {BRASS};font-size:26px;line-height:1.25}}
h3{{margin:0 0 8px;font-size:20px;line-height:1.3;font-weight:400}}
h4{{margin:20px 0 6px;font-size:17px;line-height:1.4;font-weight:700}}
h5{{margin:16px 0 6px;font-size:16px;line-height:1.4;font-weight:700}}
.work{{font-style:italic}}
.item{{margin:28px 0 0}}
.first{{margin:0}}
.next{{padding:28px 0 0;border-top:1px solid {LINE}}}
.kicker{{margin:0 0 4px}}
.facts{{margin:0 0 12px;font-size:15px;line-height:1.5}}
.state{{margin:0 0 14px;padding:0 0 0 10px;border-left:3px solid {MUTED};font-size:15px;line-height:1.45;font-weight:700}}
.green{{border-left-color:{GREEN}}}
.amber{{border-left-color:{AMBER}}}
.red{{border-left-color:{RED}}}
figure{{margin:0 0 16px}}
.mat{{background-color:{SUNK};text-align:center}}
img{{max-width:100%;height:auto;border:0;vertical-align:top;font-size:15px;line-height:1.4}}
figcaption{{padding:8px 0 0}}
.button{{display:inline-block;padding:11px 22px;border:1px solid {ENAMEL};border-radius:2px;background-color:{ENAMEL};\
color:#ffffff;font-size:16px;line-height:20px;font-weight:600;text-decoration:underline}}
ul,ol{{margin:0 0 16px;padding:0 0 0 24px}}
li{{margin:0 0 6px}}
blockquote{{margin:0 0 16px;padding:0 0 0 16px;border-left:3px solid {BRASS};color:{MUTED}}}
hr{{margin:24px 0;border:0;border-top:1px solid {LINE}}}
table{{width:100%;margin:0 0 16px;border-collapse:collapse;font-size:15px;line-height:1.4}}
th,td{{padding:6px 12px 6px 0;border-bottom:1px solid {LINE};text-align:left;vertical-align:top}}
sup,sub{{font-size:14px;line-height:0}}
.foot{{margin:48px 0 0;padding:20px 0 0;border-top:1px solid {LINE}}}
.foot p{{margin:0 0 12px}}
.own{{line-height:2}}
"""

_DARK_TEXT = (
    (".page", "#eeeae2"),
    (".muted,.muted p,blockquote", "#b0a99c"),
    (".page a", "#9db7ff"),
    (".page a.button", "#12193a"),
)
_DARK_GROUND = ((".page", "#151411"), (".mat", "#1b1915"), ("a.button", "#9db7ff"))
_DARK_LINES = (
    (".mast,.head,.next,.foot,hr,th,td", "#37332b"),
    ("a.button", "#9db7ff"),
    (".state", "#b0a99c"),
    (".green", "#7fd3a4"),
    (".amber", "#f0c36b"),
    (".red", "#ff9b93"),
)


def _rules(before: str, name: str, pairs: tuple[tuple[str, str], ...]) -> str:
    """Return rules that set one property, each selector beginning with ``before``."""
    return "".join(
        f"{','.join(before + one for one in selector.split(','))}{{{name}:{value}!important}}"
        for selector, value in pairs
    )


def _dark() -> str:
    """Return the dark page: for the readers that ask for it, then for Outlook, which marks what it darkened itself."""
    media = (
        "body{background-color:#151411!important}"
        + _rules("", "background-color", _DARK_GROUND)
        + _rules("", "color", _DARK_TEXT)
        + _rules("", "border-color", _DARK_LINES[:2])
        + _rules("", "border-left-color", _DARK_LINES[2:])
        + ".head h2{border-color:#b08d57!important}"
    )
    outlook = _rules("[data-ogsc] ", "color", _DARK_TEXT) + _rules("[data-ogsb] ", "background-color", _DARK_GROUND)
    return f"@media (prefers-color-scheme:dark){{{media}}}{outlook}"


# Kept as a sheet.
KEPT = (
    ":root{color-scheme:light dark}"
    "@media (max-width:480px){.column{padding-left:16px!important;padding-right:16px!important}"
    "h1{font-size:27px!important}.head h2{font-size:23px!important}}" + _dark()
)
# Outlook for Windows takes Times when the first font of a list is missing.
OUTLOOK = f".page{{font-family:Georgia,serif}}.sans{{font-family:Arial,sans-serif}}body{{background-color:{PAPER}}}.preheader{{mso-hide:all}}"
