"""Who gets what at every address of the workshop. Add a row when you add an address, under the others of its kind.

A row is an address's name, a method, then what each role gets, in the order of ROLES:

    200, 302, 404…   that answer (302: sent elsewhere, as after an act)
    in               sent to the sign-in page
    -                refused, 403

An address without a GET row answers nobody's GET, one without a POST row nobody's POST; other methods answer nobody.
An address that takes arguments has a line in ARGUMENTS: a function of the World (test_access.py), which makes what it
needs; a POST that needs words to be taken seriously has one in POSTED.
"""

ROLES = ["anonymous", "contributor", "manager", "stranger", "editor", "administrator", "nobody"]

# "contributor" and "manager" are of the museum whose things are asked for, "stranger" manages another one, "nobody"
# has an account without museum nor office.
TABLE = """
address                    method  anonymous contributor manager stranger editor administrator nobody

desk:home                  GET     in        200         200     200      200    200           -
desk:submissions           GET     in        200         200     200      200    200           -
desk:report                GET     in        200         200     -        200    200           -
desk:finding               GET     in        200         200     -        200    200           -
desk:lines                 GET     in        200         200     -        200    200           -
desk:line                  GET     in        200         200     -        200    200           -
desk:original              GET     in        200         200     -        200    200           -
desk:publication           POST    in        -           302     -        -      302           -
desk:annulation            POST    in        -           302     -        -      302           -

desk:sign_in               GET     200       302         302     302      302    302           302
desk:sign_in               POST    200       302         302     302      302    302           302
desk:sign_out              POST    302       302         302     302      302    302           302
"""

# name -> arguments of its address
ARGUMENTS = {
    "desk:report": lambda world: [world.submission.pk],
    "desk:lines": lambda world: [world.submission.pk],
    "desk:original": lambda world: [world.submission.pk],
    "desk:publication": lambda world: [world.submission.pk],
    "desk:annulation": lambda world: [world.submission.pk],
    "desk:finding": lambda world: [world.submission.pk, world.submission.finding_groups.first().pk],
    "desk:line": lambda world: [world.submission.pk, world.submission.lines.first().pk],
}

# name -> words posted
POSTED: dict[str, dict[str, str]] = {}
