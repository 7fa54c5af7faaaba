// 锁屏：到时转到锁定页；离开之前把没有保存的文字存在本机，回来时放回原处。
"use strict";
(() => {
  const key = (field) => `draft ${location.pathname} ${field.name}`;
  const drafts = () => [...document.querySelectorAll("textarea[name], input[type=text][name]")];
  const keep = () => drafts().forEach((field) => {
    if (field.value !== field.defaultValue) sessionStorage.setItem(key(field), field.value);
  });
  drafts().forEach((field) => {
    const held = sessionStorage.getItem(key(field));
    if (held !== null && !document.querySelector("[data-refused]")) field.value = held;
    sessionStorage.removeItem(key(field));
  });
  const idle = Number(document.body.dataset.idle) * 1000;
  if (!idle) return;
  let timer;
  const lock = () => {
    keep();
    location.assign(`${document.body.dataset.lock}?next=${encodeURIComponent(location.pathname + location.search)}`);
  };
  const again = () => { clearTimeout(timer); timer = setTimeout(lock, idle); };
  ["keydown", "pointerdown", "wheel"].forEach((name) => addEventListener(name, again, { passive: true }));
  let sent = false;
  addEventListener("submit", () => { sent = true; });
  addEventListener("pagehide", () => { if (!sent) keep(); });
  again();
})();
