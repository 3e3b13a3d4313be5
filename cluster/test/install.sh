#!/usr/bin/env bash
# Makes sure that there is a Slurm to test with; says in one line why there is none. Installing it is left to
# continuous integration: Debian's packages also set up services, which a person's machine may not want.
set -uo pipefail

have_slurm() {
    local program
    for program in munged slurmctld slurmd sbatch scontrol sinfo; do
        PATH=$PATH:/usr/sbin:/sbin command -v "$program" >/dev/null || return 1
    done
}
packages="slurmctld slurmd slurm-client munge"
have_slurm && exit 0
if [[ ${CI-} != true ]]; then
    echo "Slurm is not installed (apt-get install $packages)"
elif [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
    echo "Slurm is not installed and cannot be installed here: it takes root and Debian's packages"
elif ! {
    export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
    # shellcheck disable=SC2086 # one word a package
    timeout 300 apt-get -qq -o DPkg::Lock::Timeout=120 update &&
        timeout 300 apt-get -qq -o DPkg::Lock::Timeout=120 install -y --no-install-recommends $packages
} >/dev/null 2>&1 </dev/null || ! have_slurm; then
    echo "Slurm cannot be installed here: apt-get install $packages failed"
else
    exit 0
fi
exit 1
