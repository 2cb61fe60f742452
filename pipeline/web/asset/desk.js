// Brings the desk up to date without reloading the page. Without scripts the page
// reloads itself now and then.
(function () {
  var list = document.getElementById("list"), tag = "";
  function again() { setTimeout(ask, document.hidden ? 15000 : 3000); }
  function ask() {
    var asked = new XMLHttpRequest();
    asked.open("GET", "/desk/list");
    if (tag) { asked.setRequestHeader("If-None-Match", tag); }
    asked.onload = function () {
      if (asked.status === 200 && asked.getResponseHeader("X-Part") === "desk") {
        tag = asked.getResponseHeader("ETag");
        list.innerHTML = asked.responseText;
      }
      again();
    };
    asked.onerror = again;
    asked.send();
  }
  if (list) { again(); }
})();
