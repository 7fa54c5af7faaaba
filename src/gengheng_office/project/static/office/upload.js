// 分段上传：每一段带它的指纹，断了从断处接着传，传完由服务器按全文指纹封存。
"use strict";
(() => {
  const form = document.getElementById("upload");
  if (!form) return;
  const piece = Number(form.dataset.piece), begin = form.dataset.begin, shown = document.getElementById("progress");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const line = (text, wrong) => {
    const row = document.createElement("p");
    row.textContent = text;
    if (wrong) row.className = "refuse";
    shown.append(row);
    return row;
  };
  const ask = async (address, body, headers) => {
    const answer = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token, ...headers } });
    const said = await answer.json().catch(() => ({ reasons: ["服务器没有应答，请再选一次这个文件，从断处接着传"] }));
    if (!answer.ok) throw new Error(said.reasons.join("；"));
    return said;
  };
  const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const send = async (file) => {
    const row = line(`${file.name}：准备`);
    try {
      const words = { name: file.name, size: file.size, changed: String(file.lastModified) };
      let { number, received } = await ask(begin, JSON.stringify(words), { "Content-Type": "application/json" });
      while (received < file.size) {
        const part = await file.slice(received, received + piece).arrayBuffer();
        const digest = hex(await crypto.subtle.digest("SHA-256", part));
        ({ received } = await ask(`${begin}/${number}?offset=${received}`, part, { "X-Piece": digest }));
        row.textContent = `${file.name}：${received}/${file.size} 字节`;
      }
      const kept = await ask(`${begin}/${number}/封存`, "");
      row.textContent = `${file.name}：${kept.new ? "已封存" : "已有同样的文件，没有重复"}，指纹 ${kept.sha256.slice(0, 16)}`;
    } catch (wrong) {
      line(`${file.name}：${wrong.message}`, true);
    }
  };
  document.getElementById("files").addEventListener("change", async (event) => {
    for (const file of event.target.files) await send(file);
  });
})();
