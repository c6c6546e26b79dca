# The daemons: how each is started, whether it answers, and how it ends.

# command_of NAME: sets the array `command`
command_of() {
  local pki=$run/pki peer=http://127.0.0.1:$((etcd_port + 1))
  case $1 in
    etcd) command=(etcd --data-dir "$state/etcd" --unsafe-no-fsync --log-level warn
      --listen-client-urls "http://127.0.0.1:$etcd_port" --advertise-client-urls "http://127.0.0.1:$etcd_port"
      --listen-peer-urls "$peer" --initial-advertise-peer-urls "$peer" --initial-cluster "default=$peer") ;;
    # Behind a proxy where nobody listens: a missing image fails at once, and a registry on this machine still works.
    containerd) command=(env {http,https}_proxy=http://127.0.0.1:1 NO_PROXY= no_proxy=
      containerd --config "$run/conf/containerd.toml") ;;
    kube-apiserver) command=(kube-apiserver --etcd-servers "http://127.0.0.1:$etcd_port"
      --secure-port "$api_port" --advertise-address "$host_ip" --service-cluster-ip-range "$service_cidr"
      --tls-cert-file "$pki/apiserver.crt" --tls-private-key-file "$pki/apiserver.key"
      --client-ca-file "$pki/ca.crt" --token-auth-file "$pki/tokens.csv"
      --authorization-mode Node,RBAC --enable-admission-plugins NodeRestriction
      --service-account-issuer https://kubernetes.default.svc
      --service-account-key-file "$pki/sa.pub" --service-account-signing-key-file "$pki/sa.key"
      --kubelet-client-certificate "$pki/apiserver-to-kubelet.crt" --kubelet-client-key "$pki/apiserver-to-kubelet.key"
      --kubelet-preferred-address-types InternalIP --allow-privileged) ;;
    kube-controller-manager) command=(kube-controller-manager --kubeconfig "$run/$1.kubeconfig" --leader-elect=false
      --bind-address 127.0.0.1 --use-service-account-credentials --root-ca-file "$pki/ca.crt"
      --service-account-private-key-file "$pki/sa.key" --kube-api-qps "$qps" --kube-api-burst "$qps") ;;
    kube-scheduler) command=(kube-scheduler --kubeconfig "$run/$1.kubeconfig" --leader-elect=false
      --bind-address 127.0.0.1 --kube-api-qps "$qps" --kube-api-burst "$qps") ;;
    kube-proxy) command=(kube-proxy --config "$run/conf/kube-proxy.yaml") ;;
    kubelet) command=(kubelet --config "$run/conf/kubelet.yaml" --kubeconfig "$run/kubelet.kubeconfig"
      --root-dir "$state/kubelet" --cert-dir "$run/pki/kubelet" --hostname-override "$node" --node-ip "$host_ip") ;;
    *) die "There is no daemon \"$1\"; there are: ${daemons[*]}" ;;
  esac
}

# healthy NAME: whether it answers
healthy() {
  case $1 in
    etcd) curl -fsS -m 2 "http://127.0.0.1:$etcd_port/health" ;;
    containerd) in_containerd version ;;
    kube-apiserver) as_admin get --raw /readyz ;;
    kube-controller-manager) curl -fsSk -m 2 https://127.0.0.1:10257/healthz ;;
    kube-scheduler) curl -fsSk -m 2 https://127.0.0.1:10259/healthz ;;
    kube-proxy) curl -fsS -m 2 http://127.0.0.1:10256/livez ;;
    kubelet) curl -fsS -m 2 http://127.0.0.1:10248/healthz ;;
  esac &>/dev/null
}

as_admin() { "$cache/bin/kubectl" --kubeconfig "$run/admin.kubeconfig" "$@"; }
in_containerd() { ctr --address "$run/containerd.sock" --namespace k8s.io "$@"; }

# A number that was noted counts only while it is in our cgroup, since a stranger may have got the same one later.
pid_of() { grep -xF -f "$run/pid/$1" "/sys/fs/cgroup/pids/$cgroup/cgroup.procs" 2>/dev/null; }
alive() { pid_of "$1" >/dev/null; }
dead() { ! alive "$1"; }

# wait_for SECONDS WHAT COMMAND...
wait_for() {
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" &>/dev/null; do
    ((SECONDS < end)) || die "Waited in vain for $what; the logs are in $state/log."
    sleep 0.1
  done
}

# launch NAME: starts it, in the cluster's cgroup and with no open file of ours (a lock would be held for as long as it
# runs), or thaws it where it runs already
launch() {
  local command pid
  if pid=$(pid_of "$1"); then
    kill -CONT "$pid"
    return
  fi
  command_of "$1"
  (
    echo $BASHPID >"/sys/fs/cgroup/pids/$cgroup/cgroup.procs"
    for fd in /proc/$BASHPID/fd/*; do
      fd=${fd##*/}
      if ((fd > 2 && fd < 255)); then eval "exec $fd>&-"; fi
    done
    export PATH=$cache/bin:$PATH
    exec setsid "${command[@]}"
  ) </dev/null >>"$state/log/$1.log" 2>&1 &
  echo $! >"$run/pid/$1"
}

# start NAME: and waits until it answers
start() {
  launch "$1"
  wait_for 120 "$1" healthy "$1"
}

# stop NAME: without a warning, and waits until it is gone
stop() {
  local pid
  pid=$(pid_of "$1") || return 0
  kill -KILL "$pid"
  wait_for 10 "the end of $1" dead "$1"
}

# signal NAME SIGNAL
signal() {
  local pid
  pid=$(pid_of "$1") || die "\"$1\" does not run."
  kill "-$2" "$pid"
}
