using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace FedFilter.Checkpoints.Egress;

/// <summary>Begins TLS with the origin in the name of the host its CONNECT named, and of no other.</summary>
internal sealed class EgressTls(EgressCertificates certificates, EgressRejections rejections)
{
    public ValueTask<SslServerAuthenticationOptions> BeginAsync(TlsHandshakeCallbackContext context)
    {
        var connection = context.Connection.Features.GetRequiredFeature<EgressConnection>();
        var target = connection.Tunnel ?? throw new InvalidOperationException("TLS is read only in a tunnel.");

        // Without a name, or with an encrypted one, the requests are still read and the peer still gets this host's name from us.
        var name = context.ClientHelloInfo.ServerName;
        if (name.Length > 0 && !target.IsNamedBy(name))
        {
            rejections.Count(connection.Client, EgressRejections.OtherName, target.Host);
            throw new AuthenticationException("TLS asks for another host than the CONNECT did.");
        }

        return ValueTask.FromResult(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = certificates.Of(target.Host),
        });
    }
}
