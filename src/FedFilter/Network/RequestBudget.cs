namespace FedFilter.Network;

/// <summary>How many requests of ours one request of a stranger may still cause, redirects and other signature styles counted. Safe to share.</summary>
internal sealed class RequestBudget(int requests)
{
    /// <summary>The request option under which <see cref="BudgetHandler"/> finds it.</summary>
    public static readonly HttpRequestOptionsKey<RequestBudget> Option = new("FedFilter.Budget");

    private int _left = requests;

    /// <summary>Takes one request; false if none is left.</summary>
    public bool TryTake() => Interlocked.Decrement(ref _left) >= 0;
}

/// <summary>Stands between signing and connecting, where each request is one on the wire.</summary>
internal sealed class BudgetHandler : DelegatingHandler
{
    /// <exception cref="HttpRequestException">The budget is used up: nothing was sent.</exception>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        !request.Options.TryGetValue(RequestBudget.Option, out var budget) || budget.TryTake()
            ? base.SendAsync(request, cancellationToken)
            : throw new HttpRequestException("This many requests are not made for one request of a stranger.");
}
