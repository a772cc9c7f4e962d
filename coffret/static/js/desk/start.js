// The page that begins an entry: fields shown when they matter.
import { shownWhenTheyMatter } from "./mattering.js";

const form = document.querySelector(".ed-begin");
if (form) shownWhenTheyMatter(form);
