// Reads a calendar on standard input with ical.js, as strictly as it can, and says what it understood as JSON.
const ICAL = require("./node_modules/ical.js/dist/ical.es5.cjs");

let text = "";
process.stdin.on("data", (part) => (text += part));
process.stdin.on("end", () => {
  ICAL.design.strict = true;
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(new ICAL.Timezone(zone));
  const events = calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    const start = component.getFirstProperty("dtstart");
    return {
      uid: event.uid,
      summary: event.summary,
      location: event.location,
      description: event.description,
      start: event.startDate.isDate ? event.startDate.toString() : event.startDate.toJSDate().toISOString(),
      end: event.endDate.isDate ? event.endDate.toString() : event.endDate.toJSDate().toISOString(),
      allDay: event.startDate.isDate,
      zone: start.getParameter("tzid") || null,
      known: start.getParameter("tzid") ? ICAL.TimezoneService.has(start.getParameter("tzid")) : null,
      sequence: event.sequence,
      status: component.getFirstPropertyValue("status"),
      url: component.getFirstPropertyValue("url"),
      stamp: component.getFirstPropertyValue("dtstamp").toJSDate().toISOString(),
    };
  });
  const value = (name) => {
    const found = calendar.getFirstProperty(name);
    return found ? { type: found.type, value: String(found.getFirstValue()), image: found.getParameter("fmttype") || null } : null;
  };
  const names = ["version", "prodid", "name", "refresh-interval", "source", "image"];
  process.stdout.write(JSON.stringify({ events, calendar: Object.fromEntries(names.map((name) => [name, value(name)])) }));
});
