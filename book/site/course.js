// Whatever scrolls sideways can be reached and scrolled with the keyboard as well.
(() => {
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
