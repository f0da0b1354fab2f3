// What pages gain from scripts; each of them works without: focus goes to the errors of a form, a form is
// not sent twice, passwords can be shown, the menu folds away on a phone, tabs are tabs.
import { initAll } from "./govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
