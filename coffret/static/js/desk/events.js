// What the scripts of the form tell each other.

// A part of the form was replaced (detail.root): what lives in it must be dressed again.
export const CHANGED = "coffret:changed";
