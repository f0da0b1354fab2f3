"""What the public sees, without an account."""

from django.urls import path

from custodes.web.pages.public.views import public

urlpatterns = [
    path("public/", public, name="public"),
    path("public/<path:address>", public, name="public_page"),
]
