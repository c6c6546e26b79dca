# Where the cluster lies and what it is called. Everything that runs is under one folder, one cgroup and one bridge, so
# that `down` knows what is its own.

version=$(awk '$1 == "k8s.io/kubernetes" { print $2 }' "$here/kube/go.mod")
cache=${XDG_CACHE_HOME:-$HOME/.cache}/regauge-cluster/$version # the programs and the images that are always there
run=/run/regauge-cluster                                       # sockets, keys, configuration, kubeconfigs, pids
state=/var/lib/regauge-cluster                                 # objects, images, logs, the files of pods
cgroup=regauge-cluster                                         # every process, those of pods included

node=regauge-node
bridge=regauge0
bridge_mac=02:52:47:00:00:01
host_ip=10.244.0.1 # the bridge's own address: the node's, and by which pods find servers of this machine
pod_cidr=10.244.0.0/16
service_cidr=10.96.0.0/16
api_port=6443
etcd_port=12379

max_pods=${CLUSTER_MAX_PODS:-250}
qps=${CLUSTER_QPS:-300} # requests a second that daemons allow themselves; Kubernetes' own defaults are 20 to 50

daemons=(etcd containerd kube-apiserver kube-controller-manager kube-scheduler kube-proxy kubelet)

say() { echo "cluster: $*" >&2; }
die() { say "$*"; exit 1; }
