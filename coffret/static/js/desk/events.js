// What the scripts of the form tell each other.

// A part of the form was replaced (detail.root): what lives in it must be dressed again.
export const CHANGED = "coffret:changed";

// A button of a list was answered (detail.act, detail.old: the group as it was): who knows better where the keyboard goes
// prevents what is done by default.
export const ARRANGED = "coffret:arranged";
