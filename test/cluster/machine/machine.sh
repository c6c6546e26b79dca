# What the cluster changes of the machine, and how that is undone: cgroups, the network, mounts, kernel settings.

cgroup_up() {
  local folder name
  for folder in /sys/fs/cgroup/*/; do
    [[ $folder == */unified/ ]] || mkdir -p "$folder$cgroup"
  done
  for name in cpus mems; do
    cat "/sys/fs/cgroup/cpuset/cpuset.$name" >"/sys/fs/cgroup/cpuset/$cgroup/cpuset.$name"
  done
}

# The pids of every process of ours.
members() { find "/sys/fs/cgroup/pids/$cgroup" -name cgroup.procs -exec cat {} + 2>/dev/null || true; }

# Shims and containers, once the daemons have ended.
kill_members() {
  local pids
  for _ in {1..50}; do
    pids=$(members)
    [[ $pids ]] || return 0
    # A list of numbers.
    # shellcheck disable=SC2086
    kill -KILL $pids 2>/dev/null || true
    sleep 0.1
  done
}

cgroup_down() {
  local folder
  for folder in /sys/fs/cgroup/*/"$cgroup"; do
    [[ ! -d $folder ]] || find "$folder" -depth -type d -exec rmdir {} +
  done
}

# A bridge that has no address of its own takes that of one of its ports: whenever the pod of that port went, all others
# would lose their way to this machine until they asked for its address again, half a minute later.
network_up() {
  if ip link show "$bridge" &>/dev/null; then
    ip link set "$bridge" address "$bridge_mac"
    return
  fi
  ip link add "$bridge" address "$bridge_mac" type bridge
  ip addr add "$host_ip/${pod_cidr#*/}" dev "$bridge"
  ip link set "$bridge" up
  firewall -I
}

network_down() {
  local chain
  {
    "$cache/bin/kube-proxy" --cleanup
    for chain in INPUT OUTPUT; do iptables -w -D $chain -j KUBE-FIREWALL; done
    iptables -w -F KUBE-FIREWALL
    iptables -w -X KUBE-FIREWALL
    firewall -D
    ip link del "$bridge"
  } &>/dev/null || true
}

# firewall -I|-D: pods reach each other, also where Docker has forbidden forwarding, and never another machine
firewall() {
  local out
  out=$(ip route show default | awk '{ print $5; exit }')
  iptables -w "$1" FORWARD -i "$bridge" -o "$bridge" -j ACCEPT
  if [[ $out ]]; then iptables -w "$1" FORWARD -i "$bridge" -o "$out" -j DROP; fi
}

# The innermost first.
unmount_ours() {
  awk -v run="$run/" -v state="$state/" 'index($5, run) == 1 || index($5, state) == 1 { print $5 }' /proc/self/mountinfo |
    sort -r | while read -r mount; do umount -l "$mount"; done
}

# The kubelet changes these.
kernel_settings_noted() {
  [[ -f $run/sysctl ]] || sysctl vm.overcommit_memory vm.panic_on_oom kernel.panic kernel.panic_on_oops >"$run/sysctl"
}

kernel_settings_back() { [[ ! -f $run/sysctl ]] || sysctl -q -p "$run/sysctl"; }

# What containers have left at paths that cannot be chosen, and all that is ours.
files_down() {
  grep -oh '/run/containerd/s/[0-9a-f]*' "$run"/containerd/io.containerd.runtime.v2.task/*/*/address 2>/dev/null |
    xargs -r rm -f || true
  find /var/log/containers -lname "$state/*" -delete 2>/dev/null || true
  rm -rf --one-file-system "$run" "$state" /var/lib/cni/results/regauge-*
}
