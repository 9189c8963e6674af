# Runs one mail server and dies with its owner: the end of standard input means that the owner is gone, however it went.
# Arguments: the directory to remove at the end, the command. Verbs on standard input: start, stop, kill.
dir=$1
shift
PATH="$PATH:/usr/sbin:/usr/local/sbin" # a normal user's PATH may not name it
trap '' INT TERM HUP
pid=
gone() {
  [ -z "$pid" ] && return
  kill -s "$1" -- -"$pid" 2>/dev/null
  for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
    kill -s 0 -- -"$pid" 2>/dev/null || break
    sleep 0.1
  done
  kill -s KILL -- -"$pid" 2>/dev/null
  while kill -s 0 -- -"$pid" 2>/dev/null; do sleep 0.05; done
  pid=
}
while read -r verb; do
  case "$verb" in
    start) setsid "$@" >>"$dir/console.log" 2>&1 & pid=$! ;;
    stop) gone TERM ;;
    kill) gone KILL ;;
  esac
  echo "$verb"
done
gone TERM
rm -rf "$dir"
