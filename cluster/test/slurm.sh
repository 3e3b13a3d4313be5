# A private Slurm on the loopback interface, for tests: sourced, not run. Nothing of the system's own Slurm or munge
# is touched; every process that is started carries HINDCAST_CLUSTER_TEST in its environment, and only such processes
# are ended.

slurm_up() { # FOLDER NODES: starts munged, slurmctld and NODES nodes of one processor
    slurm=$1 nodes=$2
    mkdir -p "$slurm"/{state,log}
    chmod 755 "$slurm"
    export HINDCAST_CLUSTER_TEST="$slurm" SLURM_CONF="$slurm/slurm.conf"
    head -c 1024 /dev/urandom >"$slurm/munge.key"
    chmod 400 "$slurm/munge.key"
    write_slurm_conf
    munged --foreground --force --socket="$slurm/munge.socket" --key-file="$slurm/munge.key" --num-threads=2 \
        --pid-file="$slurm/munged.pid" --log-file="$slurm/log/munged.log" --seed-file="$slurm/munge.seed" \
        >"$slurm/log/munged.out" 2>&1 &
    await "munged's socket" test -S "$slurm/munge.socket"
    start_slurmctld
    local node
    for ((node = 0; node < nodes; node++)); do start_node "n$node"; done
    await "all nodes to be idle" nodes_are_idle
}

write_slurm_conf() {
    local base
    base=$(free_ports $((nodes + 1)))
    cat >"$SLURM_CONF" <<END
ClusterName=hindcast-test
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=$base
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
AuthInfo=socket=$slurm/munge.socket
CredType=cred/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
ReturnToService=2
SlurmctldTimeout=5
SlurmdTimeout=5
KillWait=1
MessageTimeout=5
SchedulerParameters=batch_sched_delay=0,sched_min_interval=0,sched_interval=1,bf_interval=1
StateSaveLocation=$slurm/state
SlurmdSpoolDir=$slurm/spool-%n
SlurmctldPidFile=$slurm/slurmctld.pid
SlurmdPidFile=$slurm/slurmd-%n.pid
SlurmctldLogFile=$slurm/log/slurmctld.log
SlurmdLogFile=$slurm/log/slurmd-%n.log
NodeName=n[0-$((nodes - 1))] NodeHostname=localhost NodeAddr=127.0.0.1 Port=$((base + 1))-$((base + nodes)) CPUs=1 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
END
    # A range of one port is not a range.
    ((nodes > 1)) || sed -i "s/Port=\([0-9]*\)-[0-9]* /Port=\1 /; s/n\[0-0\]/n0/" "$SLURM_CONF"
}

free_ports() { # COUNT: the first of so many ports in a row on which nobody listens
    local base port
    while true; do
        base=$((20000 + RANDOM % 10000))
        for ((port = base; port < base + $1; port++)); do
            ! (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null || continue 2
        done
        echo "$base"
        return
    done
}

start_slurmctld() {
    slurmctld -D >"$slurm/log/slurmctld.out" 2>&1 &
    slurmctld=$!
    await "slurmctld to answer" controller_answers
}

start_node() { # NAME
    mkdir -p "$slurm/spool-$1"
    HINDCAST_TEST_NODE=$1 slurmd -D -N "$1" >"$slurm/log/slurmd-$1.out" 2>&1 &
    disown $! # the shell need not tell when it is killed
}

controller_answers() { timeout 5 scontrol ping 2>/dev/null | grep -q 'is UP'; }
nodes_are_idle() { [[ $(timeout 5 sinfo --noheader --Node --format=%t 2>/dev/null | grep -c idle) == "$nodes" ]]; }

kill_node() { # NAME: kill -9 of the whole process tree of a node
    kill_marked "HINDCAST_TEST_NODE=$1" "SLURMD_NODENAME=$1"
}

kill_marked() { # VARIABLE=VALUE…: kill -9 of our processes that have one of these in their environment
    local folder process
    for folder in /proc/[0-9]*; do
        process=${folder#/proc/}
        is_marked "$process" "HINDCAST_CLUSTER_TEST=$slurm" && [[ $process != "$$" && $process != "$BASHPID" ]] || continue
        (($# == 0)) || is_marked "$process" "$@" || continue
        kill -9 "$process" 2>/dev/null || true
    done
}

is_marked() { # PROCESS VARIABLE=VALUE…
    local words=()
    mapfile -d '' -t words < <(cat "/proc/$1/environ" 2>/dev/null)
    shift
    local wanted word
    for wanted in "$@"; do
        for word in "${words[@]}"; do [[ $word != "$wanted" ]] || return 0; done
    done
    return 1
}

slurm_down() {
    [[ -n ${slurm-} ]] || return 0
    kill_marked
    wait 2>/dev/null || true
}

await() { # WHAT COMMAND…: polls until the command succeeds
    local what=$1 limit=$((SECONDS + ${AWAIT_SECONDS:-60}))
    shift
    until "$@"; do
        ((SECONDS < limit)) || { echo "cluster-test: waited in vain for $what" >&2; return 1; }
        sleep 0.1
    done
}
