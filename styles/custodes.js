// What pages gain from scripts; each of them works without: focus goes to the errors of a form, a form is
// not sent twice, passwords can be shown, the menu folds away on a phone, tabs are tabs, answers to a survey are
// saved as they are given.
import { initAll } from "./govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");

// -- a section of a return ---------------------------------------------------------------------------------
// Each question is a block; its fields are sent by themselves, one block after the other. What was not acknowledged
// stays in localStorage, under the person, the return and the question, and is sent when the page is opened again.

const TYPING = 1500; // milliseconds after the last key
const RETRY = [2, 4, 8, 15, 30]; // seconds
const PATIENCE = 20000; // milliseconds for one answer
const INSTEAD = ["not_known", "not_held", "withheld", "blank"];

class Section {
  constructor(form) {
    this.form = form;
    this.blocks = form.querySelector("#blocks");
    this.status = form.querySelector("#saving");
    this.store = `custodes:${form.dataset.keep}:`;
    this.due = new Set(); // keys to be sent
    this.dirty = new Set(); // keys that are not acknowledged
    this.timers = new Map();
    this.cleared = new WeakMap(); // what a block held before somebody said that there is no answer
    this.failures = 0;
    this.restore();
  }

  start() {
    this.say("Each answer is saved as you give it.");
    this.form.addEventListener("input", (event) => this.changed(event, TYPING));
    this.form.addEventListener("change", (event) => this.changed(event, 0));
    this.form.addEventListener("focusout", (event) => this.left(event));
    this.form.addEventListener("submit", (event) => this.submitted(event));
    for (const name of ["online", "focus", "pageshow"]) addEventListener(name, () => this.again());
    document.addEventListener("visibilitychange", () => this.again());
    addEventListener("pagehide", () => this.lastCall());
    if (this.due.size) {
      this.say("Sending what could not be saved before.");
      this.flush();
    }
  }

  // Blocks and their fields

  block(key) {
    return [...this.blocks.children].find((one) => one.dataset.key === key);
  }

  controls(block) {
    return [...block.querySelectorAll("input, select, textarea")].filter((one) => one.name);
  }

  answering(block) {
    // without what says that there is no answer, and notes
    return this.controls(block).filter((one) => /^[admyro]\./.test(one.name));
  }

  pairs(block) {
    return this.controls(block)
      .filter((one) => (one.type !== "radio" && one.type !== "checkbox") || one.checked)
      .map((one) => [one.name, one.value]);
  }

  answer(pairs) {
    // without what belongs to the page
    return JSON.stringify(pairs.filter(([name, value]) => !/^[bck]\./.test(name) && value !== ""));
  }

  fill(block, pairs) {
    const held = new Set(pairs.map((pair) => JSON.stringify(pair)));
    const values = new Map(pairs);
    for (const one of this.controls(block)) {
      if (/^[ck]\./.test(one.name)) continue;
      if (one.type === "radio" || one.type === "checkbox")
        one.checked = held.has(JSON.stringify([one.name, one.value]));
      else one.value = values.get(one.name) ?? "";
    }
    const said = block.querySelector('[name^="s."]:checked');
    const note = block.querySelector('[name^="n."]');
    if ((said && said.value) || (note && note.value)) block.querySelector("details").open = true;
  }

  // What is not acknowledged

  remember(key, pairs) {
    this.dirty.add(key);
    try {
      localStorage.setItem(this.store + key, JSON.stringify({ pairs, at: Date.now() }));
    } catch {
      // full, or not allowed: it is in the page still
    }
  }

  forget(key) {
    this.dirty.delete(key);
    this.due.delete(key);
    try {
      localStorage.removeItem(this.store + key);
    } catch {
      // there was nothing
    }
  }

  remembered(key) {
    try {
      return JSON.parse(localStorage.getItem(this.store + key)).pairs;
    } catch {
      return null;
    }
  }

  restore() {
    for (const block of this.blocks.querySelectorAll("[data-unsaved]")) {
      if (!block.querySelector("[data-conflict]")) this.remember(block.dataset.key, this.pairs(block));
    }
    let keys = [];
    try {
      keys = Object.keys(localStorage).filter((name) => name.startsWith(this.store));
    } catch {
      return;
    }
    for (const key of keys.map((name) => name.slice(this.store.length))) {
      const pairs = this.remembered(key);
      const block = this.block(key);
      if (!pairs || (block && !("unsaved" in block.dataset) && this.answer(pairs) === this.answer(this.pairs(block)))) {
        this.forget(key);
        continue;
      }
      if (block) this.fill(block, pairs);
      this.dirty.add(key);
      this.due.add(key);
    }
  }

  // What somebody does

  changed(event, patience) {
    const block = event.target.closest("[data-key]");
    if (!block || !event.target.name) return;
    const key = block.dataset.key;
    this.agree(block, event.target);
    this.remember(key, this.pairs(block));
    const typing = event.target.type === "text" || event.target.tagName === "TEXTAREA";
    const stays = block.contains(document.activeElement) && document.activeElement !== event.target;
    this.later(key, typing && stays ? TYPING : patience);
  }

  agree(block, target) {
    // an answer takes back that there is none, and the other way round
    const answers = this.answering(block);
    if (/^[admyro]\./.test(target.name)) {
      const none = block.querySelector('[name^="s."][value=""]');
      if (none && (target.value || target.checked)) none.checked = true;
      return;
    }
    if (!target.name.startsWith("s.")) return;
    if (INSTEAD.includes(target.value)) {
      if (!this.cleared.has(block)) this.cleared.set(block, this.pairs(block));
      for (const one of answers) {
        if (one.type === "radio" || one.type === "checkbox") one.checked = false;
        else one.value = "";
      }
    } else if (this.cleared.has(block)) {
      const before = this.cleared.get(block).filter(([name]) => /^[admyro]\./.test(name));
      const now = this.pairs(block).filter(([name]) => !/^[admyro]\./.test(name));
      this.fill(block, [...before, ...now]);
      this.cleared.delete(block);
    }
  }

  later(key, patience) {
    clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      setTimeout(() => {
        this.timers.delete(key);
        const block = this.block(key);
        if (block && this.waits(block)) return;
        this.due.add(key);
        this.flush();
      }, patience),
    );
  }

  waits(block) {
    // for which of two answers is to stand; for an exemption that somebody is about to name
    if (block.querySelector("[data-conflict]") && !block.querySelector('[name^="c."]:checked')) return true;
    const withheld = block.querySelector('[name^="s."][value="withheld"]:checked');
    const exemption = block.querySelector('[name^="e."]');
    return withheld && exemption && !exemption.value.trim() && block.contains(document.activeElement);
  }

  left(event) {
    const block = event.target.closest("[data-key]");
    if (!block) return;
    if ("problem" in block.dataset && !this.answering(block).includes(event.relatedTarget))
      this.problem(block, block.dataset.problem);
    if (block.contains(event.relatedTarget)) return;
    if (this.dirty.has(block.dataset.key) && !this.due.has(block.dataset.key)) this.later(block.dataset.key, 0);
  }

  async submitted(event) {
    if (this.leaving) {
      event.preventDefault(); // a double click
      return;
    }
    for (const chosen of this.form.querySelectorAll('[name^="c."][value="theirs"]:checked'))
      this.forget(chosen.closest("[data-key]").dataset.key);
    if (!this.dirty.size) {
      this.leave();
      return;
    }
    event.preventDefault();
    for (const key of this.dirty) if (!this.block(key) || !this.waits(this.block(key))) this.due.add(key);
    await this.flush();
    if (this.failures) return; // nothing would come of it; it goes on by itself
    this.leave(true);
    const button = event.submitter;
    if (button) {
      const hidden = document.createElement("input");
      Object.assign(hidden, { type: "hidden", name: button.name, value: button.value });
      this.form.append(hidden);
    }
    this.form.submit();
  }

  leave() {
    this.leaving = true;
    setTimeout(() => (this.leaving = false), 4000);
  }

  // Sending

  again() {
    if (document.visibilityState === "visible" && this.due.size) this.flush();
  }

  flush() {
    for (const [key, timer] of this.timers) {
      if (!this.due.has(key)) continue;
      clearTimeout(timer);
      this.timers.delete(key);
    }
    if (!this.sending) this.sending = this.sendAll().finally(() => (this.sending = null));
    return this.sending;
  }

  async sendAll() {
    clearTimeout(this.retry);
    while (this.due.size) {
      const [key] = this.due;
      this.due.delete(key);
      if (!(await this.send(key))) {
        this.due.add(key);
        return;
      }
    }
  }

  request(key, pairs, more) {
    const body = new URLSearchParams(pairs);
    body.append("key", key);
    body.append("have", [...this.blocks.children].map((one) => `${one.dataset.block}=${one.dataset.mark}`).join(" "));
    const headers = { Accept: "application/json", "X-CSRFToken": this.key() };
    return fetch(this.form.dataset.autosave, { method: "POST", headers, body, ...more });
  }

  key() {
    const field = this.form.querySelector('[name="csrfmiddlewaretoken"]');
    const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]*)/); // another, once somebody has signed in again
    if (cookie) field.value = cookie[1];
    return field.value;
  }

  async send(key) {
    const block = this.block(key);
    const pairs = block ? this.pairs(block) : this.remembered(key);
    if (!pairs) return true;
    let response, told;
    try {
      response = await this.request(key, pairs, { signal: AbortSignal.timeout(PATIENCE) });
      told = (response.headers.get("content-type") || "").includes("json") ? await response.json() : {};
    } catch {
      return this.failed("there is no connection. It is kept in this browser, and sent as soon as there is one.");
    }
    if (response.status === 401) return this.signedOut();
    if (response.status >= 500 || response.redirected)
      return this.failed("the service did not answer as it should. It is kept in this browser, and sent again soon.");
    this.failures = 0;
    if (response.ok) this.acknowledged(key, pairs, told);
    else if (told.html && response.status === 409) this.both(key, told);
    else if (told.problem) this.refused(key, told.problem);
    else this.say(`Not saved: ${told.message || "load the page again"}`, true);
    return true;
  }

  failed(why) {
    this.say(`Not saved: ${why}`, true);
    const seconds = RETRY[Math.min(this.failures, RETRY.length - 1)];
    this.failures += 1;
    this.retry = setTimeout(() => this.flush(), seconds * 1000);
    return false;
  }

  signedOut() {
    this.failed("");
    const link = document.createElement("a");
    Object.assign(link, { href: this.form.dataset.signIn, target: "_blank", className: "govuk-link" });
    link.textContent = "Sign in again (opens in a new tab)";
    this.status.replaceChildren("Not saved: you were signed out. What you typed is kept. ", link, ", then go on here.");
    return false;
  }

  lastCall() {
    // the page goes: what is left is sent without waiting, and is remembered in case that fails
    for (const key of this.dirty) {
      const block = this.block(key);
      if (this.leaving || (block && this.waits(block))) continue;
      const pairs = block ? this.pairs(block) : this.remembered(key);
      if (pairs) this.request(key, pairs, { keepalive: true }).catch(() => {});
    }
  }

  // What comes back

  acknowledged(key, pairs, told) {
    const block = this.block(key);
    const theirs = pairs.some(([name, value]) => name.startsWith("c.") && value === "theirs");
    let moved = "";
    if (block && told.mark) {
      const base = block.querySelector('[name^="b."]');
      base.value = `${told.revision}:${told.digest}`;
      block.dataset.mark = told.mark;
      delete block.dataset.unsaved;
      for (const gone of block.querySelectorAll("[data-conflict], [data-source], .custodes-unsaved")) gone.remove();
    }
    const same = !block || theirs || this.answer(this.pairs(block)) === this.answer(pairs);
    if (block && told.mark) this.problem(block, told.problem, same && !this.timers.has(key));
    if (same) this.forget(key);
    else this.remember(key, this.pairs(block));
    if (told.order) moved = this.apply(told, theirs ? key : "");
    if (!same && !this.timers.has(key)) this.later(key, TYPING);
    this.toCorrect(told.to_correct);
    const wrong = told.to_correct.length;
    const saved = wrong ? `Saved. ${this.answersToCorrect(wrong)}.` : `Saved at ${told.saved_at}.`;
    if (!this.dirty.size || same) this.say(saved + moved);
  }

  answersToCorrect(number) {
    return `${number} answer${number === 1 ? "" : "s"} to correct`;
  }

  toCorrect(wrong) {
    // the list above the questions, where there was one when the page came: a new one would move what is typed in
    const box = document.getElementById("to-correct");
    if (!box || box.contains(document.activeElement)) return;
    const items = wrong.map(({ text, href }) => {
      const [item, link] = [document.createElement("li"), document.createElement("a")];
      Object.assign(link, { href, className: "govuk-link", textContent: text });
      item.append(link);
      return item;
    });
    box.hidden = !items.length;
    box.querySelector("ul").replaceChildren(...items);
    const count = box.querySelector("[data-count]");
    if (count) count.textContent = this.answersToCorrect(items.length);
  }

  apply(told, chosen) {
    // only what came, went or changed; never where somebody is, or what is not saved yet
    const here = new Map([...this.blocks.children].map((one) => [one.dataset.block, one]));
    const order = new Set(told.order);
    if (!told.order.some((id) => here.has(id)) && here.size) return ""; // of another section
    let came = 0;
    let went = 0;
    for (const [id, one] of here) {
      if (order.has(id) || this.isBusy(one)) continue;
      if (one.dataset.key) went += 1;
      one.remove();
    }
    let last = null;
    for (const id of told.order) {
      const there = here.get(id);
      const html = told.blocks[id];
      let stands = there && there.isConnected ? there : null;
      if (html && (!stands || !this.isBusy(stands) || (chosen && stands.dataset.key === chosen))) {
        const fresh = this.made(html);
        if (stands) {
          const open = stands.querySelector("details[open]");
          if (open && fresh.querySelector("details")) fresh.querySelector("details").open = true;
          stands.replaceWith(fresh);
        } else {
          if (last) last.after(fresh);
          else this.blocks.prepend(fresh);
          if (fresh.dataset.key) came += 1;
        }
        initAll({ scope: fresh });
        stands = fresh;
        if (chosen && fresh.dataset.key === chosen) fresh.querySelector("[id^='q-']")?.focus();
      }
      last = stands || last;
    }
    const asked = came ? ` ${came} more question${came === 1 ? "" : "s"} to answer.` : "";
    const gone = went ? ` ${went} question${went === 1 ? "" : "s"} no longer asked; what was answered is kept.` : "";
    return asked + gone;
  }

  isBusy(block) {
    return block.contains(document.activeElement) || this.dirty.has(block.dataset.key);
  }

  made(html) {
    const holder = document.createElement("template");
    holder.innerHTML = html.trim();
    return holder.content.firstElementChild;
  }

  both(key, told) {
    const block = this.block(key);
    this.say(`Not saved: ${told.message} Choose which is to stand.`, true);
    if (!block) return;
    const fresh = this.made(told.html);
    const panel = fresh.querySelector("[data-conflict]");
    block.querySelector('[name^="b."]').value = fresh.querySelector('[name^="b."]').value;
    this.remember(key, this.pairs(block));
    block.querySelector("[data-conflict]")?.remove();
    if (!panel) return;
    const holder = document.createElement("div");
    holder.append(panel);
    block.querySelector(".custodes-instead").before(panel);
    initAll({ scope: panel });
  }

  refused(key, problem) {
    const block = this.block(key);
    this.say(`Not saved: ${problem}.`, true);
    if (block) this.problem(block, problem);
  }

  problem(block, text, stopped = false) {
    // at once, but not to somebody who has not finished: they are told when they leave the answer
    const group = block.querySelector(".govuk-form-group");
    const place = block.querySelector("[id^='e-']");
    if (!place || !group) return;
    if (text && this.isUnfinished(block, stopped)) {
      block.dataset.problem = text;
      return;
    }
    delete block.dataset.problem;
    const said = place.querySelector("[data-problem]");
    place.setAttribute("role", "alert"); // what comes into it is read out
    place.hidden = !text;
    if (said.textContent !== text) said.textContent = text; // once
    group.classList.toggle("govuk-form-group--error", Boolean(text));
    for (const one of group.querySelectorAll('[name^="a."], [name^="d."], [name^="m."], [name^="y."]')) {
      for (const kind of ["input", "textarea", "select"])
        if (one.classList.contains(`govuk-${kind}`)) one.classList.toggle(`govuk-${kind}--error`, Boolean(text));
    }
  }

  isUnfinished(block, stopped) {
    // somebody types, is in one of several boxes, or has chosen what is to be said in a box
    const answering = this.answering(block);
    const at = document.activeElement;
    if (!answering.includes(at) || !document.hasFocus()) return false;
    const boxes = answering.filter((one) => one.type !== "radio" && one.type !== "checkbox");
    if (boxes.includes(at)) return boxes.length > 1 || !stopped;
    return boxes.some((one) => one.checkVisibility() && !one.value);
  }

  say(text, bad = false) {
    this.status.hidden = false;
    this.status.classList.toggle("custodes-saving--not", bad);
    this.status.textContent = text;
  }
}

const sections = [...document.querySelectorAll("form[data-autosave]")].map((form) => new Section(form));
initAll(); // after what was typed before is in its fields again
for (const section of sections) section.start();
