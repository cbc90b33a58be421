// The order's server of what ogen generates.
package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"runtime"
	"sync/atomic"

	"comparison/order"
)

type orders struct{ last atomic.Int64 }

func (o *orders) OrdersCreate(_ context.Context, request *order.Order) (*order.Confirmation, error) {
	confirmation := &order.Confirmation{ID: o.last.Add(1), Customer: request.Customer}
	for _, line := range request.Lines {
		confirmation.Quantity += line.Quantity
		confirmation.Total += float64(line.Quantity) * line.Price
	}
	return confirmation, nil
}

func main() {
	// One thread for it, as the others have.
	runtime.GOMAXPROCS(1)
	server, err := order.NewServer(&orders{})
	if err == nil {
		var listener net.Listener
		if listener, err = net.Listen("tcp", "127.0.0.1:0"); err == nil {
			fmt.Println(listener.Addr())
			err = http.Serve(listener, server)
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
