#!/usr/bin/env bash
# start-opensearch.sh: an OpenSearch cluster on 127.0.0.1, for tests and to try.
#
#   start-opensearch.sh start [--nodes N] [--port 9200] [--dir DIR] [--heap 512m] [--version V]
#   start-opensearch.sh kill N --dir DIR    kills node N at once (SIGKILL)
#   start-opensearch.sh node N --dir DIR    starts it again
#   start-opensearch.sh stop --dir DIR [--wipe]
#   start-opensearch.sh fetch [--version V] only downloads and unpacks
#
# start prints the address and the process of each node when all have joined and the
# cluster is green; everything else goes to the standard error. The server comes from
# Maven Central through mvn, as the OpenSearch project distributes it to test with:
# 3.6.0 where there is a Java of 21 or later, else 2.19.6. It has no security plugin and
# listens at this machine alone. It does not run as root: then the user nobody runs it.
set -euo pipefail

version=${OPENSEARCH_VERSION:-} nodes=1 port=9200 dir=${TMPDIR:-/tmp}/izde-opensearch heap=512m wipe=
if [ "$(id -u)" = 0 ]; then cache=/var/cache/izde-opensearch; else cache=${XDG_CACHE_HOME:-$HOME/.cache}/izde-opensearch; fi
cache=${OPENSEARCH_CACHE:-$cache}
say() { echo "start-opensearch.sh: $*" >&2; }
die() { say "$*"; exit 1; }

command=${1:-}; [ $# -gt 0 ] && shift
which_node=
case $command in node|kill) which_node=${1:?which node?}; shift ;; esac
while [ $# -gt 0 ]; do
  case $1 in
    --nodes) nodes=$2; shift ;;
    --port) port=$2; shift ;;
    --dir) dir=$2; shift ;;
    --heap) heap=$2; shift ;;
    --version) version=$2; shift ;;
    --wipe) wipe=1 ;;
    *) die "unknown option $1" ;;
  esac
  shift
done

# as_server CMD…: runs it as a user that the server accepts.
as_server() {
  if [ "$(id -u)" = 0 ]; then setpriv --reuid=nobody --regid=nogroup --clear-groups -- "$@"; else "$@"; fi
}

need() { # need COMMAND DEBIAN-PACKAGE
  command -v "$1" >/dev/null && return
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || die "$1 is missing: install $2"
  say "installing $2"
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "$2"; } >&2
}

java_major() { "$1" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p;q'; }

# java_of LEAST: sets java to one of at least that version that the server's user may run.
java_of() {
  local j m
  for j in "${OPENSEARCH_JAVA_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/*; do
    [ -n "$j" ] && [ -x "$j/bin/java" ] || continue
    m=$(java_major "$j/bin/java")
    if [ -n "$m" ] && [ "$m" -ge "$1" ] && as_server "$j/bin/java" -version >/dev/null 2>&1; then java=$j/bin/java; return; fi
  done
  return 1
}

# choose settles version and java: the newest that the Java here can run.
choose() {
  if [ -z "$version" ]; then
    if java_of 21; then version=3.6.0; else version=2.19.6; fi
  fi
  case $version in
    2.*) java_of 11 || { need java openjdk-17-jre-headless; java_of 11; } || die "OpenSearch $version needs Java 11 or later" ;;
    *) java_of 21 || die "OpenSearch $version needs Java 21 or later: name one in OPENSEARCH_JAVA_HOME, or take --version 2.19.6" ;;
  esac
  home=$cache/opensearch-$version
}

fetch() {
  mkdir -p "$cache"
  exec 9>"$cache/lock"; flock 9
  if [ ! -e "$home/.whole" ]; then
    need mvn maven
    say "fetching OpenSearch $version"
    local tmp=$cache/tmp.$$ zip tries
    rm -rf "$tmp" "$home"; mkdir -p "$tmp"
    for tries in 1 2 3; do
      mvn -q -B dependency:copy -Dartifact=org.opensearch.distribution.integ-test-zip:opensearch:"$version":zip \
        -DoutputDirectory="$tmp" >&2 && break
      [ "$tries" -lt 3 ] || die "could not fetch OpenSearch $version from Maven Central"
      sleep 5
    done
    zip=$(echo "$tmp"/*.zip)
    (cd "$cache" && python3 -m zipfile -e "$zip" "$tmp/x")
    mv "$tmp/x/opensearch-$version" "$home"
    rm -rf "$home/modules/ingest-geoip" "$home/modules/opensearch-dashboards" # not needed, 95 MB
    case $version in 2.*) modules2 ;; esac
    rm -rf "$tmp"
    chmod -R a+rX "$cache"
    touch "$home/.whole"
  fi
  exec 9>&-
}

# modules2 adds the modules that we need and the zips of 2.x lack, from their jars.
modules2() {
  local jar name class out pom=$cache/tmp.$$/pom
  while read -r jar name class; do
    out=$home/modules/$name
    mkdir -p "$out" "$pom"
    cat >"$pom/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId>
<version>1</version><packaging>pom</packaging><dependencies><dependency><groupId>org.opensearch.plugin</groupId>
<artifactId>$jar</artifactId><version>$version</version></dependency></dependencies></project>
POM
    mvn -q -B -f "$pom/pom.xml" dependency:copy-dependencies -DoutputDirectory="$out" >&2 </dev/null
    for jar in "$out"/*.jar; do # the server has these
      case $(basename "$jar") in jspecify-* | error_prone_*) rm "$jar"; continue ;; esac
      [ ! -e "$home/lib/$(basename "$jar")" ] || rm "$jar"
    done
    printf '%s\n' "description=$name" "version=$version" "name=$name" "classname=org.opensearch.$class" java.version=11 \
      "opensearch.version=$version" extended.plugins= has.native.controller=false >"$out/plugin-descriptor.properties"
  done <<'LIST'
analysis-common analysis-common analysis.common.CommonAnalysisPlugin
lang-painless lang-painless painless.PainlessPlugin
mapper-extras-client mapper-extras index.mapper.MapperExtrasPlugin
parent-join-client parent-join join.ParentJoinPlugin
LIST
  echo 'grant { permission java.lang.RuntimePermission "createClassLoader"; permission java.lang.RuntimePermission "getClassLoader"; };' \
    >"$home/modules/lang-painless/plugin-security.policy"
}

settings() { # one line for each setting of node $1
  local i=$1 seeds= managers= k
  for k in $(seq 1 "$nodes"); do seeds+=,127.0.0.1:$((port + 99 + k)) managers+=,node$k; done
  printf -- '-E%s\n' cluster.name="izde-$port" node.name="node$i" network.host=127.0.0.1 http.port=$((port + i - 1)) \
    transport.port=$((port + 99 + i)) discovery.seed_hosts="${seeds#,}" cluster.initial_cluster_manager_nodes="${managers#,}" \
    path.data="$dir/node$i/data" path.logs="$dir/node$i/logs" \
    action.auto_create_index=false action.destructive_requires_name=true cluster.routing.allocation.disk.threshold_enabled=false \
    indices.query.bool.max_clause_count=16384 cluster.fault_detection.leader_check.interval=500ms cluster.fault_detection.follower_check.interval=500ms \
    cluster.fault_detection.leader_check.timeout=3s cluster.fault_detection.follower_check.timeout=3s
}

launch() { # launch I
  local i=$1 args jvm
  mkdir -p "$dir/node$i/data" "$dir/node$i/logs" "$dir/node$i/config" "$dir/node$i/tmp"
  cp "$home"/config/log4j2.properties "$dir/node$i/config/"
  : >"$dir/node$i/config/opensearch.yml"
  [ "$(id -u)" != 0 ] || chown -R nobody:nogroup "$dir/node$i"
  as_server test -w "$dir/node$i/data" || die "user nobody cannot write in $dir: name a folder that others may enter with --dir"
  mapfile -t args < <(settings "$i")
  jvm=(-Xms"$heap" -Xmx"$heap" -XX:+UseSerialGC -XX:TieredStopAtLevel="${OPENSEARCH_JIT:-1}" -Xshare:auto -XX:-UsePerfData
    -Djava.io.tmpdir="$dir/node$i/tmp" -Dfile.encoding=UTF-8 -Djna.nosys=true -Dlog4j2.disable.jmx=true -Dlog4j.shutdownHookEnabled=false
    -Dio.netty.noUnsafe=true -Dio.netty.allocator.numDirectArenas=0 -Djava.awt.headless=true -Dopensearch.networkaddress.cache.ttl=60
    -Dopensearch.path.home="$home" -Dopensearch.path.conf="$dir/node$i/config" -Dopensearch.distribution.type=tar -Dopensearch.bundled_jdk=false)
  case $version in
    2.*) [ "$(java_major "$java")" -lt 18 ] || jvm+=(-Djava.security.manager=allow) ;;
    *) jvm+=(--add-modules=jdk.incubator.vector "-javaagent:$home/agent/opensearch-agent.jar"
         --add-opens=java.base/java.nio=org.apache.arrow.memory.core,ALL-UNNAMED) ;;
  esac
  local as=()
  [ "$(id -u)" != 0 ] || as=(setpriv --reuid=nobody --regid=nogroup --clear-groups --)
  (cd "$dir/node$i" && exec setsid "${as[@]}" "$java" "${jvm[@]}" -cp "$home/lib/*" org.opensearch.bootstrap.OpenSearch "${args[@]}") \
    </dev/null >"$dir/node$i/out.log" 2>&1 &
  echo $! >"$dir/node$i/pid"
  local k
  for k in $(seq 1 50); do alive "$i" && return; sleep 0.1; done
  tail -30 "$dir/node$i/out.log" >&2
  die "node$i ended at once; its log is $dir/node$i/out.log"
}

pid_of() { cat "$dir/node$1/pid" 2>/dev/null || true; }
alive() { # alive I: its process runs and is ours (a pid may come again after a restart)
  local p; p=$(pid_of "$1")
  [ -n "$p" ] && [ -r "/proc/$p/cmdline" ] && { tr '\0' ' ' <"/proc/$p/cmdline"; } 2>/dev/null | grep -q "$dir/node$1/"
}
get() { curl -sS --max-time 30 "$@" 2>/dev/null; }

wait_green() { # all of $nodes, or die with the log
  local i deadline=$((SECONDS + ${OPENSEARCH_WAIT:-600}))
  for i in $(seq 1 "$nodes"); do
    until get "http://127.0.0.1:$((port + i - 1))/_cluster/health?wait_for_status=green&wait_for_nodes=$nodes&timeout=5s" | grep -q '"status":"green"'; do
      alive "$i" || { tail -30 "$dir/node$i/out.log" >&2; die "node$i ended; its log is $dir/node$i/out.log"; }
      [ $SECONDS -lt $deadline ] || die "not green in time; see $dir/node*/out.log"
      sleep 0.3
    done
  done
}

load() { [ -e "$dir/cluster" ] || die "no cluster in $dir"; . "$dir/cluster"; home=$cache/opensearch-$version; }
show() { local i; for i in $(seq 1 "$nodes"); do if alive "$i"; then echo "http://127.0.0.1:$((port + i - 1)) $(pid_of "$i")"; fi; done; }

stop_all() {
  local i p k
  for i in $(seq 1 "$nodes"); do if alive "$i"; then kill "$(pid_of "$i")" 2>/dev/null || true; fi; done
  for i in $(seq 1 "$nodes"); do
    for k in $(seq 1 150); do alive "$i" || break; sleep 0.2; done
    if alive "$i"; then say "node$i did not stop in 30 s: killing it"; kill -9 "$(pid_of "$i")"; fi
    rm -f "$dir/node$i/pid"
  done
}

case $command in
  fetch) choose; fetch; say "OpenSearch $version in $home, Java $java" ;;
  start)
    mkdir -p "$dir"; dir=$(cd "$dir" && pwd)
    need curl curl; need setpriv util-linux; need python3 python3
    choose; fetch
    if [ -e "$dir/cluster" ]; then (load; show | grep -q .) && die "a cluster runs in $dir already; stop it first"; fi
    for i in $(seq 1 "$nodes"); do
      for p in $((port + i - 1)) $((port + 99 + i)); do
        if (exec 3<>"/dev/tcp/127.0.0.1/$p") 2>/dev/null; then die "port $p is taken: choose another with --port"; fi
      done
    done
    printf '%s=%q\n' version "$version" nodes "$nodes" port "$port" heap "$heap" java "$java" cache "$cache" >"$dir/cluster"
    trap stop_all EXIT
    for i in $(seq 1 "$nodes"); do launch "$i"; done
    wait_green
    trap - EXIT
    show ;;
  node) dir=$(cd "$dir" && pwd); load; alive "$which_node" && die "node$which_node runs"; launch "$which_node"; wait_green; show ;;
  kill) dir=$(cd "$dir" && pwd); load; alive "$which_node" || die "node$which_node does not run"; kill -9 "$(pid_of "$which_node")" ;;
  stop) dir=$(cd "$dir" && pwd); load; stop_all; if [ -n "$wipe" ]; then rm -rf "$dir"/node[0-9]* "$dir"/cluster; fi ;;
  *) sed -n '2,15s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
