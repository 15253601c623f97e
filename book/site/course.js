// Whatever scrolls sideways can be reached and scrolled with the keyboard as well.
// And the arrows that open a branch of the table of contents say so.
(() => {
  for (const arrow of document.querySelectorAll(".bd-sidebar summary:not([aria-label])")) {
    const name = arrow.closest("li")?.querySelector("a")?.textContent.trim();
    arrow.setAttribute("aria-label", name ? `Pages under ${name}` : "Pages");
  }

  const wide = "div.math, .pst-scrollable-table-container, .cell_output, .highlight pre, table";
  const reach = () => {
    for (const element of document.querySelectorAll(`.bd-content :is(${wide})`)) {
      const scrolls =
        element.scrollWidth > element.clientWidth + 1 &&
        ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
      if (scrolls) element.tabIndex = 0;
      else if (element.getAttribute("tabindex") === "0") element.removeAttribute("tabindex");
    }
  };
  window.addEventListener("load", () => {
    reach();
    window.MathJax?.startup?.promise.then(reach);
    window.addEventListener("resize", reach);
  });
})();
