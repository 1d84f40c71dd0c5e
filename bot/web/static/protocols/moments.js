// How a moment is said to a patient: the mirror of bot/local_time.py, for previews while somebody types.
// Times are UTC here: the sample patient of the form lives in a zone without summer time. A browser test holds both to the same.

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const HALF_HOUR = 30 * 60 * 1000;
const DAY = 24 * 60 * 60 * 1000;

export function momentWords(session, hours, nowHours) {
  const exact = session + hours * 60 * 60 * 1000;
  const wall = new Date(Math.ceil(exact / HALF_HOUR) * HALF_HOUR);
  const today = new Date(session + nowHours * 60 * 60 * 1000);
  const ahead = Math.floor(wall / DAY) - Math.floor(today / DAY);
  const hour = hourWords(wall);
  if (ahead === 0) return hour ? `${hour} today` : "today";
  const near = ahead > 0 && ahead <= 6;
  const name = WEEKDAYS[wall.getUTCDay()];
  const day = near ? name : `${name.slice(0, 3)} ${wall.getUTCDate()} ${MONTHS[wall.getUTCMonth()]}`;
  return hour ? day + (near ? " " : ", ") + hour : day;
}

function hourWords(wall) {
  const [hour, minute] = [wall.getUTCHours(), wall.getUTCMinutes()];
  if (hour === 0 && minute === 0) return "";
  if (hour === 12 && minute === 0) return "12 noon";
  return `${hour % 12 || 12}${minute ? `:${String(minute).padStart(2, "0")}` : ""} ${hour < 12 ? "am" : "pm"}`;
}
