"""Runs a backtest's shards as Ray tasks: python backtest.py PIPELINE SHARDS FOLDER

FOLDER is shared by all nodes; `hindcast` is in the PATH of all of them, or named by HINDCAST.
"""
import os, subprocess, sys
import ray

pipeline, shards, folder = sys.argv[1], int(sys.argv[2]), os.path.abspath(sys.argv[3])
hindcast, here = os.environ.get("HINDCAST", "hindcast"), os.getcwd()
plan, out = f"{folder}/plan.sqlite", f"{folder}/shards"


@ray.remote(num_cpus=1, max_retries=3)  # a worker or node that dies is replaced
def shard(index):
    command = [hindcast, "shard", "--plan", plan, "--shard", str(index), "--out", out, "--jobs", "1"]
    return subprocess.run(command, cwd=here).returncode


os.makedirs(out, exist_ok=True)
subprocess.run([hindcast, "plan", pipeline, "--shards", str(shards), "-o", plan], check=True)
ray.init(address=os.environ.get("RAY_ADDRESS"))
ray.get([shard.remote(index) for index in range(shards)])
# Ends with 3 and names the shards where some are missing; the same command again makes those alone.
sys.exit(subprocess.run(
    [hindcast, "merge", "--plan", plan, "--out", out, "--db", f"{folder}/hindcast.sqlite"]).returncode)
