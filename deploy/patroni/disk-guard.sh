#!/bin/sh
# Patroni does not look at the disk: a primary whose disk is full refuses writes and stays the primary. This gives the lock to the
# synchronous standby while there is still room to stop cleanly. Runs beside each node, for ever, as the user of Patroni:
#   disk-guard.sh <folder of the data> <address of Patroni's REST, host:port> <name of the node> [MB that must be free, 256]
set -u
folder=$1 rest=$2 node=$3 least_mb=${4:-256}
# So often: a disk that was full enough to fail is left within two looks.
every_s=2

while sleep "$every_s"; do
  free_kb=$(df -Pk "$folder" 2>/dev/null | awk 'NR == 2 { print $4 }')
  [ -n "$free_kb" ] || continue
  [ "$free_kb" -lt $((least_mb * 1024)) ] || continue
  # Answered with 200 by the primary alone.
  curl -fs -m 2 -o /dev/null "http://$rest/primary" || continue
  echo "$(date -u +%FT%TZ) $node has $((free_kb / 1024)) MB left of the $least_mb MB that it needs: the standby takes over"
  curl -s -m 20 -X POST -d "{\"leader\": \"$node\"}" "http://$rest/switchover"
  echo
done
