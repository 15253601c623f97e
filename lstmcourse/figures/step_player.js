for (const player of document.querySelectorAll(".lstmcourse-player")) {
  /* Every player's script comes by here; each player is set up once. */
  if (player.isSetUp) continue;
  player.isSetUp = true;
  const steps = [...player.querySelectorAll("figure")];
  const bar = document.createElement("div");
  bar.className = "player-bar";
  const button = (text) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    /* In JupyterLab, keys on a button are not shortcuts of the notebook. */
    made.dataset.lmSuppressShortcuts = "true";
    bar.append(made);
    return made;
  };
  const previous = button("Previous");
  const play = button("Play");
  const next = button("Next");
  const status = document.createElement("p");
  status.className = "player-place";
  status.setAttribute("role", "status");
  const place = document.createElement("span");
  const told = document.createElement("span");
  told.className = "player-told";
  status.append(place, told);
  bar.append(status);

  let now = 0;
  let timer = 0;
  const show = (step) => {
    now = Math.min(Math.max(step, 0), steps.length - 1);
    steps.forEach((figure, number) => figure.classList.toggle("player-shown", number === now));
    previous.setAttribute("aria-disabled", String(now === 0));
    next.setAttribute("aria-disabled", String(now === steps.length - 1));
    place.textContent = `Step ${now + 1} of ${steps.length}`;
  };
  const tell = () => {
    const caption = steps[now].querySelector("figcaption").cloneNode(true);
    caption.querySelector("strong").remove();
    told.textContent = `: ${caption.textContent.trim()}`;
  };
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    play.textContent = "Play";
  };
  const go = (step) => {
    show(step);
    tell();
  };
  previous.addEventListener("click", () => { stop(); go(now - 1); });
  next.addEventListener("click", () => { stop(); go(now + 1); });
  play.addEventListener("click", () => {
    if (timer) { stop(); return; }
    go(now === steps.length - 1 ? 0 : now + 1);
    if (now === steps.length - 1) return;
    play.textContent = "Stop";
    timer = setInterval(() => {
      if (!player.isConnected) { stop(); return; }
      go(now + 1);
      if (now === steps.length - 1) stop();
    }, 1000 * Number(player.dataset.seconds));
  });
  player.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: steps.length - 1 }[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    stop();
    go(step);
  });

  player.querySelector(".player-steps").before(bar);
  player.classList.add("player-on");
  show(0);
}
