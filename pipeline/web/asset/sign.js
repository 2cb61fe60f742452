// Buttons with usual phrases fill in the field; what is there is replaced only when it is
// one of them, and otherwise added to. They send nothing.
(function () {
  Array.prototype.forEach.call(document.querySelectorAll(".phrases"), function (row) {
    var field = document.getElementById(row.getAttribute("data-for"));
    var buttons = Array.prototype.slice.call(row.querySelectorAll("button"));
    var texts = buttons.map(function (b) { return b.textContent; });
    if (!field) { return; }
    row.hidden = false;
    buttons.forEach(function (b) {
      b.addEventListener("click", function () {
        var text = field.value.trim();
        field.value = text === "" || texts.indexOf(text) >= 0 ? b.textContent : text + b.textContent;
        field.focus();
      });
    });
  });
})();
